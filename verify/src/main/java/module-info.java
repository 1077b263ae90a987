/** Tries a running deployment from outside, over HTTP, and says whether it keeps people apart. */
module dev.cloakroom.verify {
    requires java.net.http;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires static org.jspecify;

    exports dev.cloakroom.verify;

    opens dev.cloakroom.verify to
            info.picocli;
}

package dev.cloakroom.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.security.Credential;
import org.junit.jupiter.api.Test;
import org.springframework.web.context.ContextLoaderListener;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;
import org.springframework.web.servlet.DispatcherServlet;

/** What docs/embedding.md and README.md show is code that is compiled, and this is how it behaves. */
class EmbeddingDocumentTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern SHOWN = Pattern.compile("(?ms)^ *// shown: [a-z-]+\\n(.*?)^ *// end$");
    private static final Map<String, String> PASSWORDS = Map.of("ann", "ann's", "ben", "ben's");

    @Test
    void every_block_is_code_that_is_compiled() throws IOException {
        List<String> shown;
        try (Stream<Path> sources =
                Files.list(ROOT.resolve("examples/src/test/java/dev/cloakroom/examples/embedding"))) {
            shown = sources.flatMap(source -> blocks(SHOWN, source)).toList();
        }
        for (String document : List.of("README.md", "docs/embedding.md")) {
            List<String> blocks = blocks(JAVA, ROOT.resolve(document)).toList();
            assertThat(blocks).as(document).isNotEmpty().isSubsetOf(shown);
        }
    }

    private static Stream<String> blocks(Pattern pattern, Path file) {
        try {
            return pattern.matcher(Files.readString(file))
                    .results()
                    .map(match -> match.group(1).replaceAll("\\s+", " ").strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void R3_the_first_lines_refuse_the_second_person() {
        assertThatThrownBy(EmbeddingDocumentTest::firstLines).isInstanceOf(SessionAccessDenied.class);
    }

    @SuppressWarnings({"UnusedVariable", "CheckReturnValue"}) // as the README shows it
    private static void firstLines() {
        // shown: readme
        SessionRegistry registry = SessionRegistry.over(CaffeineSessionStore.create());

        Principal ann = Principal.of("ann"); // whom your application has authenticated
        Session session = registry.open(ann); // a fresh id, never the caller's
        Claim claim = registry.claim(session.id(), ann, Access.APPEND); // permission to try, or SessionAccessDenied
        Appended at =
                registry.history().append(claim, Draft.user("Hello")); // one atomic step: still allowed? then append
        Page page = registry.history().read(claim, Slice.latest(20));

        registry.claim(session.id(), Principal.of("ben"), Access.READ); // SessionAccessDenied, and one security event
        // end
    }

    @Test
    void R2_a_servlet_knows_its_users() throws Exception {
        try (SessionRegistry registry = SessionRegistry.over(CaffeineSessionStore.create())) {
            ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SECURITY);
            UserStore users = new UserStore();
            PASSWORDS.forEach(
                    (user, password) -> users.addUser(user, Credential.getCredential(password), new String[] {"user"}));
            HashLoginService login = new HashLoginService("chat");
            login.setUserStore(users);
            ConstraintSecurityHandler security = (ConstraintSecurityHandler) context.getSecurityHandler();
            security.setAuthenticator(new BasicAuthenticator());
            security.setLoginService(login);
            ConstraintMapping everything = new ConstraintMapping();
            everything.setPathSpec("/*");
            everything.setConstraint(Constraint.ANY_USER);
            security.addConstraintMapping(everything);
            context.addServlet(new ServletHolder(new ChatServlet(registry)), "/sessions/*");
            inJetty(context, port -> twoPeople(port, registry));
        }
    }

    @Test
    void R2_javalin_knows_its_users() throws Exception {
        try (SessionRegistry registry = SessionRegistry.over(CaffeineSessionStore.create())) {
            Javalin javalin = Javalin.create(config -> {
                ChatRoutes.listen(config, "127.0.0.1", 0);
                ChatRoutes.add(
                        config,
                        registry,
                        asked -> Optional.ofNullable(asked.basicAuthCredentials())
                                .filter(given -> given.getPassword().equals(PASSWORDS.get(given.getUsername())))
                                .map(given -> given.getUsername()));
            });
            javalin.start();
            try {
                twoPeople(javalin.port(), registry);
            } finally {
                javalin.stop();
            }
        }
    }

    @Test
    void R2_spring_knows_its_users() throws Exception {
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.register(SpringApplication.class);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addEventListener(new ContextLoaderListener(spring));
        context.addFilter(new FilterHolder(new DelegatingFilterProxy("springSecurityFilterChain")), "/*", null);
        context.addServlet(new ServletHolder(new DispatcherServlet(spring)), "/");
        inJetty(context, port -> twoPeople(port, spring.getBean(SessionRegistry.class)));
    }

    private interface Check {
        void on(int port) throws Exception;
    }

    private static void inJetty(ServletContextHandler context, Check check) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        try {
            check.on(connector.getLocalPort());
        } finally {
            server.stop();
        }
    }

    /** Ann's session is Ann's, whatever is sent with whose password. */
    private static void twoPeople(int port, SessionRegistry registry) throws Exception {
        String anns = registry.open(Principal.of("ann")).id().text();
        assertThat(send(port, anns, "ann", "ann's").body()).isEqualTo("1");
        assertThat(send(port, anns, "ann", "ann's").body()).isEqualTo("2");
        assertThat(send(port, anns, "ben", "ben's").statusCode()).isEqualTo(403);
        assertThat(send(port, "nothing", "ann", "ann's").statusCode()).isEqualTo(403);
        assertThat(send(port, anns, "ann", "ben's").statusCode()).isEqualTo(401);
        Claim claim = registry.claim(anns, Principal.of("ann"), Access.READ);
        assertThat(registry.history().read(claim, Slice.latest(20)).entries()).hasSize(2);
    }

    private static HttpResponse<String> send(int port, String session, String user, String password) throws Exception {
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sessions/" + session))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("Hello"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}

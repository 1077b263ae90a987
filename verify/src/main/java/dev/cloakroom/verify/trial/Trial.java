package dev.cloakroom.verify.trial;

/** Something that is tried with a deployment. */
public interface Trial {
    /** What is being done, for whoever watches. */
    String title();

    /**
     * Tries it and writes down what was seen.
     *
     * @throws InterruptedException when the run is to end
     */
    void run(World world) throws InterruptedException;
}

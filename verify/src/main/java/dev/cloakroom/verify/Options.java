package dev.cloakroom.verify;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run was asked for.
 *
 * @param patience for how many seconds a trial waits when the deployment slows down who knocks too often
 * @param tokens a file with a bearer token per line, for deployments that do not believe names
 * @param serviceKey a file with the key of a backend that names its users itself
 */
record Options(
        List<URI> targets,
        int users,
        int seconds,
        int patience,
        long seed,
        boolean load,
        boolean yes,
        Optional<Path> tokens,
        Optional<Path> serviceKey,
        Optional<Path> json,
        Optional<Path> report) {}

package io.serviceping.submit.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files with our credentials for an endpoint. Each is read again for every attempt, and refused if everybody may
 * read it.
 *
 * @param token contains one bearer token
 * @param signingKeys contains one Standard Webhooks key on each line; a line that starts with # is a comment
 */
public record KeyFiles(Optional<Path> token, Optional<Path> signingKeys) {}

package io.serviceping.submit.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that prove to an endpoint who we are; each is read anew for every attempt, and refused while everybody may
 * read it.
 *
 * @param token holds one bearer token
 * @param signingKeys holds one key of Standard Webhooks on each line; a line that starts with # is a comment
 */
public record KeyFiles(Optional<Path> token, Optional<Path> signingKeys) {}

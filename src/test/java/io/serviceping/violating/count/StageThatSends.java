package io.serviceping.violating.count;

import java.net.http.HttpClient;

/** Violates: HTTP is for submitting only. */
public record StageThatSends(HttpClient client) {}

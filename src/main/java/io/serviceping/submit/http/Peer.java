package io.serviceping.submit.http;

/** A server that we speak to, and the keys that say how. */
public enum Peer {
    ENDPOINT("the endpoint", "endpoint.url", "endpoint.trust-store"),
    /** Has none of our keys for TLS. */
    MONITORING("the server", "monitoring.ping-url", "the trust store of Java (keytool -cacerts)");

    private final String noun;
    private final String url;
    private final String authorities;

    Peer(String noun, String url, String authorities) {
        this.noun = noun;
        this.url = url;
        this.authorities = authorities;
    }

    /** Its name in a sentence. */
    public String noun() {
        return noun;
    }

    /** The key of its URL. */
    public String url() {
        return url;
    }

    /** Where the certificate of an authority belongs that we trust. */
    public String authorities() {
        return authorities;
    }
}

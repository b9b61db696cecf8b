package io.serviceping.submit.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom we trust, and who we are, in TLS. Files are read anew for each run; whether one is PEM, PKCS12 or JKS is seen from
 * what it holds. Those with a private key or a password are refused while everybody may read them.
 *
 * @param trustStore certificates of authorities; where it is empty, the JDK's own
 * @param trustStorePassword holds the trust store's password
 * @param clientCertificate a PEM chain, or a PKCS12 or JKS store that holds its key too
 * @param clientKey the PEM key of a PEM chain; may stand in the chain's own file
 * @param clientKeyPassword holds the password of the key, or of the store
 */
public record TlsFiles(
        Optional<Path> trustStore,
        Optional<Path> trustStorePassword,
        Optional<Path> clientCertificate,
        Optional<Path> clientKey,
        Optional<Path> clientKeyPassword) {
    /** The JDK's authorities, and no certificate of ours. */
    public static final TlsFiles NONE =
            new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

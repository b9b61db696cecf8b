package io.serviceping.submit.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files with trusted authorities and our certificate for TLS. They are read again for each run. The content decides
 * whether a file is PEM, PKCS12 or JKS. A file with a private key or a password is refused if everybody may read it.
 *
 * @param trustStore certificates of authorities. Empty: the JDK's own
 * @param trustStorePassword contains the trust store's password
 * @param clientCertificate a PEM chain, or a PKCS12 or JKS store that also contains its key
 * @param clientKey the PEM key of a PEM chain; may be in the chain's own file
 * @param clientKeyPassword contains the password of the key, or of the store
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

/**
 * HTTP to the endpoint: addresses, credentials, TLS, one request.
 *
 * <p>Doors: {@link CredentialException}, {@link Credentials}, {@link Endpoint}, {@link EndpointProbe}, {@link Handshake}, {@link KeyFiles},
 * {@link Peer}, {@link Permission}, {@link Proxy}, {@link RequestHeaders}, {@link TlsFiles}, {@link Transport}.
 */
@NullMarked
package io.serviceping.submit.http;

import org.jspecify.annotations.NullMarked;

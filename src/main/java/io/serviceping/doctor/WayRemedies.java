package io.serviceping.doctor;

import io.serviceping.submit.http.Peer;
import java.util.LinkedHashMap;
import java.util.Map;

/** What to do when a server is not reached, or its answer is not. */
final class WayRemedies {
    /** By a part of the reason, the first that fits. */
    private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

    static {
        REMEDIES.put("(proxy)", "Check endpoint.proxy.url, or the environment's HTTPS_PROXY and NO_PROXY.");
        REMEDIES.put("proxy", "Check endpoint.proxy.*, and whether the proxy lets this machine through.");
        REMEDIES.put("host name", "Check the host in {url}, and the name service of this machine (getent hosts NAME).");
        REMEDIES.put("expired", "Ask who runs {server} to renew its certificate; is the clock of this machine right?");
        REMEDIES.put("not yet valid", "Set the clock of this machine (timedatectl set-ntp true).");
        REMEDIES.put("not trusted", "Put the certificate of its authority into {authorities}, if you trust it.");
        REMEDIES.put("another name", "Write in {url} the name that the certificate is made out to.");
        REMEDIES.put(
                "client-certificate", "Set endpoint.client-certificate to the certificate that the endpoint knows.");
        REMEDIES.put("before the answer", "See whether {server} runs.");
        REMEDIES.put("speaks TLS", "Write https:// in {url}, if that port is the right one.");
        REMEDIES.put(
                "plain HTTP", "Name the port where {server} speaks TLS, or write http:// if it is on this machine.");
        REMEDIES.put("not HTTP", "Check the port in {url}.");
        REMEDIES.put("refused", "See that {server} runs at the port in {url}.");
    }

    private static final String UNKNOWN = "See whether {server} runs, and whether a firewall lets this machine through;"
            + " endpoint.proxy.url names a proxy.";

    private WayRemedies() {}

    /** @param reason as told of an attempt */
    static String of(String reason, Peer peer) {
        return REMEDIES.entrySet().stream()
                .filter(one -> reason.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(UNKNOWN)
                .replace("{server}", peer.noun())
                .replace("{url}", peer.url())
                .replace("{authorities}", peer.authorities());
    }
}

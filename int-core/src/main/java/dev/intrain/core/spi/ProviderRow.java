package dev.intrain.core.spi;

/**
 * One line of the table of providers.
 *
 * @param service what it provides, such as {@code verifier}
 * @param id its id; the class name where the provider could not be loaded, so that its id is unknown
 * @param description its own words; empty where it could not be loaded
 * @param jar file name of its jar, or {@code built in}
 * @param availability what it is good for
 * @param reason why it cannot be selected; empty if it can
 */
public record ProviderRow(
        String service, String id, String description, String jar, ProviderState availability, String reason) {}

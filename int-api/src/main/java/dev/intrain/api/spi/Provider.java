package dev.intrain.api.spi;

/**
 * What every service provider tells of itself before it is used.
 *
 * <p>Providers are found by {@link java.util.ServiceLoader}: a public class with a public constructor without parameters, named in
 * {@code META-INF/services/<interface>} and, in a named module, by a {@code provides} clause. Constructors must be cheap and must
 * not load native code: the catalog creates every provider to list it.
 */
public interface Provider {
    /** @return the stable name a recipe selects it by, in lower case with hyphens; unique per service */
    String id();

    /** @return one line for the table of providers */
    String description();

    /** @return whether it can run on this machine; must not throw */
    default Availability availability() {
        return new Availability.Available();
    }
}

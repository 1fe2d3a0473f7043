package dev.intrain.core.spi;

/** What a listed provider is good for. */
public enum ProviderState {
    /** It can be selected. */
    AVAILABLE,
    /** The machine lacks something it needs. */
    UNAVAILABLE,
    /** Its jar or native library is damaged, or its code fails. */
    BROKEN,
    /** Another provider of the service has the same id, so neither can be selected. */
    DUPLICATE;

    /** @return the word for tables, in lower case */
    public String word() {
        return switch (this) {
            case AVAILABLE -> "available";
            case UNAVAILABLE -> "unavailable";
            case BROKEN -> "broken";
            case DUPLICATE -> "duplicate";
        };
    }
}

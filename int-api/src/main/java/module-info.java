/** What a plug-in author reads: records and service interfaces, on {@code java.base} alone. */
module dev.intrain.api {
    requires static transitive org.jspecify;

    exports dev.intrain.api;
    exports dev.intrain.api.data;
    exports dev.intrain.api.engine;
    exports dev.intrain.api.optim;
    exports dev.intrain.api.reward;
    exports dev.intrain.api.spi;
    exports dev.intrain.api.tensor;
    exports dev.intrain.api.tensor.check;
    exports dev.intrain.api.verify;
}

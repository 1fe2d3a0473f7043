package dev.intrain.core.worker;

import dev.intrain.core.run.EngineVersion;
import picocli.CommandLine.IVersionProvider;

/** The engine's version and the JVM's. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"InTrain " + EngineVersion.number() + " on Java " + Runtime.version()};
    }
}

package dev.intrain.core.worker;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The engine's version, from its jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version =
                Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
        return new String[] {"InTrain " + version + " on Java " + Runtime.version()};
    }
}

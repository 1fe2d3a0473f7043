package dev.intrain.core.plan;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory outside the Java heap this process may use: what the machine (or container) has, or the JVM's own limit if lower. */
public final class HostMemoryLimit {
    private static final String OPTION = "MaxDirectMemorySize";

    private HostMemoryLimit() {}

    /** @return bytes */
    public static long bytes() {
        long option = Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption(OPTION)
                .getValue());
        // Unless it is set, the JVM allows as much as the largest heap.
        long limit = option > 0 ? option : Runtime.getRuntime().maxMemory();
        long machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Math.min(limit, machine);
    }
}

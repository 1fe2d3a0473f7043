package dev.intrain.core.worker;

import java.util.List;

/** Starts the process its arguments name, says its pid, repeats its output, and waits. */
final class ParentThatWaits {
    private ParentThatWaits() {}

    public static void main(String[] args) throws Exception {
        Process child = new ProcessBuilder(List.of(args)).start();
        System.out.println(child.pid());
        for (String line : (Iterable<String>) child.inputReader().lines()::iterator) {
            System.out.println(line);
        }
        Thread.sleep(600_000);
    }
}

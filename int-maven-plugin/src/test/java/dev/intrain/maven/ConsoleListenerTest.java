package dev.intrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.maven.fork.WorkerEvent.Advanced;
import dev.intrain.maven.fork.WorkerEvent.StageFinished;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;

class ConsoleListenerTest {
    @Test
    void drawsABar() {
        assertThat(ConsoleListener.bar(new Advanced("rl", 5, 10, "reward 0.50")))
                .isEqualTo("rl [===============               ] 5/10 reward 0.50");
        assertThat(ConsoleListener.bar(new Advanced("rl", 11, 10, "")))
                .isEqualTo("rl [==============================] 11/10 ");
    }

    @Test
    void writesPlainLinesWhereNothingCanBeRedrawn() {
        assertThat(ConsoleListener.plain(new Advanced("rollout", 5, 40, ""))).isEqualTo("rollout: 5 of 40 (12 %)");
        assertThat(ConsoleListener.plain(new Advanced("rollout", 5, 0, "3 tokens/s")))
                .isEqualTo("rollout: 5, 3 tokens/s");
    }

    @Test
    void leavesNoRestOfABarBesideALine() {
        StringWriter screen = new StringWriter();
        SystemStreamLog log = new SystemStreamLog() {
            @Override
            public void info(CharSequence content) {
                screen.append(content).append('\n');
            }
        };
        ConsoleListener listener = new ConsoleListener(log, Optional.of(new Terminal(new PrintWriter(screen))));

        while (screen.getBuffer().isEmpty()) {
            listener.event(new Advanced("rl", 1, 2, ""));
        }
        listener.event(new StageFinished("rl", "well"));

        assertThat(screen.toString()).startsWith("\r\u001b[Krl [").endsWith("\r\u001b[Krl: well\n");
    }
}

package dev.intrain.api.data;

import dev.intrain.api.Step;
import dev.intrain.api.spi.Provider;
import java.util.List;

/** Splits an attempt into steps. */
public interface StepSplitter extends Provider {
    /**
     * @param attempt a completion's text
     * @return its steps, numbered from 1, in order and without overlap
     */
    List<Step> split(String attempt);
}

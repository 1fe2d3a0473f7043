package dev.intrain.core.rl;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.IntrainException;
import dev.intrain.core.rollout.RolloutRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which problems a step draws: endless epochs, each the permutation keyed by (seed, stage, epoch), taken a step's share at a time. A pure
 * function of the step.
 *
 * @param problems the pool, in a stable order
 * @param prompts problems per step
 * @param groupSize samples per problem
 * @param seed the run's seed
 * @param stage part of the key
 */
record ProblemOrder(List<RlProblem> problems, int prompts, int groupSize, long seed, String stage) {
    ProblemOrder {
        problems = List.copyOf(problems);
        if (problems.isEmpty()) {
            throw new IntrainException(
                    "stage '" + stage + "' has no problems to train on: check the data set and its limit");
        }
    }

    /** A problem drawn twice in one step, where an epoch ends within it, gets a new attempt number and so new random numbers. */
    List<RolloutRequest> draw(long step) {
        List<RolloutRequest> requests = new ArrayList<>();
        Map<String, Integer> drawn = new HashMap<>();
        int[] order = {};
        long orderEpoch = -1;
        for (long position = step * prompts; position < (step + 1) * prompts; position++) {
            long epoch = position / problems.size();
            if (epoch != orderEpoch) {
                order = CounterRandom.permutation(CounterRandom.key(seed, stage, epoch), problems.size());
                orderEpoch = epoch;
            }
            RlProblem problem = problems.get(order[(int) (position % problems.size())]);
            int attempt = drawn.merge(problem.id(), 1, Integer::sum) - 1;
            requests.add(new RolloutRequest(problem.id(), attempt, problem.prompt(), 0, groupSize));
        }
        return requests;
    }
}

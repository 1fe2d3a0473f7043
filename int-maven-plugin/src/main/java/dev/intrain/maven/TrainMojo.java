package dev.intrain.maven;

import org.apache.maven.plugins.annotations.Mojo;

/** Runs Intervention Training from problems to a report: every stage of the recipe that is not done yet. */
@Mojo(name = "train", threadSafe = true, requiresProject = false)
public final class TrainMojo extends WorkerMojo {}

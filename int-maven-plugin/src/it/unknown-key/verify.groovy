String log = new File(basedir, 'build.log').text
def must = { boolean holds, String what -> if (!holds) throw new AssertionError(what) }

String sentence = "unknown key 'rl.step' (intrain.yaml, line 6): did you mean 'rl.steps'?"
must(log.contains(sentence), "not in build.log: $sentence")
must(!log.contains('\tat '), 'a mistake of the user has no stack trace')
must(!new File(basedir, 'target/intrain').exists(), 'nothing half-written')

String log = new File(basedir, 'build.log').text
def must = { boolean holds, String what -> if (!holds) throw new AssertionError(what) }

must(log.readLines().any { it.contains('acme-shortest') && it.contains('The answer and nothing else') }, 'the table has the verifier of this module')
must(log.contains('BUILD SUCCESS'), 'the build succeeds')

String log = new File(basedir, 'build.log').text
def must = { boolean holds, String what -> if (!holds) throw new AssertionError(what) }

must(log.readLines().any { it.contains('org.acme.NoSuchVerifier') && it.contains('broken-1.jar') && it.contains(' broken ') },
        'the table names the class that is missing, and the jar')
must(log.contains('reference'), 'the other providers are listed')
must(log.contains('BUILD SUCCESS'), 'a broken plug-in that is not chosen fails nothing')

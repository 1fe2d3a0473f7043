String log = new File(basedir, 'build.log').text
def must = { boolean holds, String what -> if (!holds) throw new AssertionError(what) }

String sentence = "<jdkHome> ${new File(basedir, 'no-such-jdk')} holds no JDK (a file 'release' and bin/java are expected" +
        ' there): set <jdkHome> or -Dint.jdkHome to the home of a JDK 25.'
must(log.contains(sentence), "not in build.log: $sentence")
must(!log.contains('\tat '), 'a mistake of the user has no stack trace')

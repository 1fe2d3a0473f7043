String log = new File(basedir, 'build.log').text
def must = { boolean holds, String what -> if (!holds) throw new AssertionError(what) }

String version = (log =~ /int-maven-plugin:([^:]+):providers/)[0][1]
String sentence = "The engine $version comes with int-api $version, but dev.intrain.it:verifier:1 wants int-api 9.9.0:" +
        ' use versions built for the same int-api.'
must(log.contains(sentence), "not in build.log: $sentence")

List<String> runs = new File(basedir, 'build.log').text.split('Scanning for projects').drop(1)
def must = { boolean holds, String what -> if (!holds) throw new AssertionError(what) }
def same = { String file ->
    must(new File(basedir, "target/whole/$file").bytes == new File(basedir, "target/killed/$file").bytes,
        "$file of the killed run differs from that of the whole one")
}
must(runs.size() == 4, "four builds, not ${runs.size()}")

['select', 'rollout', 'propose', 'filter', 'sft', 'rl', 'eval'].each {
    must(runs[0].contains("$it"), "the first run shows stage $it")
}
must(new File(basedir, 'target/whole/report.html').exists(), 'there is a report')

must(runs[1].contains('nothing to do'), 'the second run has nothing to do and says so')

must(runs[2].contains('The worker ended with exit code 137 without saying it was done'), 'a killed worker is told of')
must(runs[2].contains('the same command resumes'), 'and what to do')

must(runs[3].contains('BUILD SUCCESS'), 'the same command goes on')
same('model/model.safetensors')

// The model lies in the examples, which a source archive may leave out.
return new File(basedir, '../../../../examples/quickstart/base/config.json').exists()

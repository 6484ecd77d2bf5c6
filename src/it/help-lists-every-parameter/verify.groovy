def log = new File(basedir, 'build.log').text
def goals = ['guarded-deploy', 'help', 'list-backups', 'pin-volume', 'pre-deploy-backup', 'preflight', 'prune-backups',
             'record-counts', 'restore', 'rotate-password', 'scan', 'seed-if-empty', 'unpin-volume', 'verify-backup',
             'verify-counts']
goals.each { assert log.contains("dbguard:$it\n") }

// Every parameter of every goal has a text of its own below its name.
def descriptor = getClass().classLoader.getResource('META-INF/maven/plugin.xml')
def plugin = new groovy.xml.XmlSlurper().parse(descriptor.openStream())
assert plugin.mojos.mojo*.goal*.text().containsAll(goals)
def detail = log.substring(log.lastIndexOf('Scanning for projects'))
plugin.mojos.mojo.each { mojo ->
  def goal = mojo.goal.text()
  def help = detail.substring(detail.indexOf("dbguard:$goal\n"))
  mojo.parameters.parameter.findAll { it.editable.text() == 'true' }.each { parameter ->
    assert parameter.description.text(): "$goal: ${parameter.name} has no javadoc"
    assert help =~ /\n    ${parameter.name.text()}( \(Default: .*\))?\n      \S/: "$goal: ${parameter.name}"
  }
}
assert !(detail =~ /(?i)\(no description/)
return true

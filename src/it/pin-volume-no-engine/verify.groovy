def log = new File(basedir, 'build.log').text
assert (log =~ /MojoExecutionException/).count >= 2
assert log.contains('unix:///nowhere/docker.sock does not answer')
assert log.contains('Skipped: dbguard did not look at anything (dbguard.unpinVolume.skip=true).')
return true

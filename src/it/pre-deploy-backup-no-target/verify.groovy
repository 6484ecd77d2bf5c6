def log = new File(basedir, 'build.log').text
assert log.contains("No PostgreSQL container belongs to the Compose project in $basedir.")
['docker compose up -d', '-Ddbguard.container=', '-Ddbguard.url='].each { assert log.contains(it) }
assert log.contains('MojoExecutionException')
assert !new File(basedir, '.dbguard').exists()
return true

// The application's database is running, as on the server that is deployed to.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up().seed()
// The project's name is made up, and with it the target's.
new File(basedir, '.mvn').mkdir()
new File(basedir, '.mvn/maven.config').text = "-Ddbguard.confirm=${context.shop.name()}-db\n"
return true

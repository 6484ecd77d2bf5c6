// The application's database is running, and its seeds are what people write.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up()
context.shop.psql('CREATE TABLE users (id int)')
new File(basedir, 'commits.sql').text = 'INSERT INTO users VALUES (1);\nCOMMIT;\n'
new File(basedir, 'fails.sql').text = 'INSERT INTO users VALUES (1);\nINSERT INTO nowhere VALUES (1);\n'
return true

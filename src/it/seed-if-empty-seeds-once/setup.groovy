// The application's database is running, and its migrations have made the tables.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up()
context.shop.psql('CREATE TABLE users (id int); CREATE TABLE orders (id int)')
new File(basedir, 'seed.sql').text = 'INSERT INTO users VALUES (1), (2);\n'
return true

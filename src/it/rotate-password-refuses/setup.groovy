new File(basedir, '.env').text = 'POSTGRES_PASSWORD=throwaway-secret\n'
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up()
context.verifier = context.shop.psql("SELECT rolpassword FROM pg_authid WHERE rolname = 'shop'")
return true

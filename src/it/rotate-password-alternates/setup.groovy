new File(basedir, '.env').text = 'POSTGRES_USER=shop\nPOSTGRES_PASSWORD=throwaway-secret\nDATABASE_URL=postgres://shop:throwaway-secret@db/shop\n'
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up().seed()
return true

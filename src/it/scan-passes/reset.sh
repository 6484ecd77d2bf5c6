# dbguard:ignore volume-rm until=2999-12-31 reason="an invoker test"
docker volume rm throwaway_data

#!/bin/sh
docker compose pull
docker compose \
  -f compose.prod.yaml down -v

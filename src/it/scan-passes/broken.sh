docker compose up -d "never closed

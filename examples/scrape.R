# Follows a made-up price, as a scraper would: one line a second, until somebody stops it.
symbol <- Sys.getenv("SYMBOL", "LOL")
price <- 100
set.seed(42)

for (count in seq_len(600)) {
  price <- price * exp(rnorm(1, sd = 0.01))
  cat(sprintf("%s  %4d  %s %8.2f\n", format(Sys.time(), "%H:%M:%S"), count, symbol, price))
  if (count %% 20 == 0) message("still no news about ", symbol)
  Sys.sleep(1)
}

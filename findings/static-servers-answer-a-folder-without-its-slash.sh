#!/usr/bin/env bash
# Three static servers answer /privacy with the page of /privacy/, so that every relative link on it leads elsewhere.
#
# A link to "history/" on /privacy/ means /privacy/history/, on /privacy it means /history/ (RFC 3986, 5.2.3). That is why
# http-server, like Apache and nginx, sends the reader on to the address with the slash. serve, sirv and
# local-web-server answer 200 at both.
set -euo pipefail
folder=$(mktemp -d)
server=
cleanup() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
npm install --silent --no-audit --no-fund serve@14.2.7 sirv-cli@3.0.1 local-web-server@5.4.0 http-server@14.1.1 >/dev/null
mkdir -p site/privacy/history
echo '<a href="history/">History</a>' >site/privacy/index.html
echo '<p>The history</p>' >site/privacy/history/index.html
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')

# follow COMMAND...: run a server, open /privacy, follow its link, and print where that led
follow() {
  "$@" >/dev/null 2>&1 &
  server=$!
  node - "http://127.0.0.1:$port/privacy" <<'JS'
const open = async (address) => {
  for (let tries = 0; ; tries++) {
    try {
      return await fetch(address);
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
};
(async () => {
  const page = await open(process.argv[2]);
  const link = (await page.text()).match(/href="(.*?)"/)[1];
  const next = await open(new URL(link, page.url));
  console.log(`${new URL(page.url).pathname} -> ${new URL(next.url).pathname} ${next.status}`);
})();
JS
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}

for name in serve sirv local-web-server http-server; do
  case $name in
    serve) led=$(follow node_modules/.bin/serve site -l "tcp://127.0.0.1:$port") ;;
    sirv) led=$(follow node_modules/.bin/sirv site --host 127.0.0.1 --port "$port") ;;
    local-web-server) led=$(follow node_modules/.bin/ws -d site --hostname 127.0.0.1 -p "$port") ;;
    http-server) led=$(follow node_modules/.bin/http-server site -a 127.0.0.1 -p "$port") ;;
  esac
  echo "$name: $led"
  if [[ $name == http-server ]]; then
    [[ $led == '/privacy/ -> /privacy/history/ 200' ]]
  else
    [[ $led == '/privacy -> /history/ 404' ]]
  fi
done

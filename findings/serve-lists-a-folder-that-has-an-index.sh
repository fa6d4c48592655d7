#!/usr/bin/env bash
# serve shows a list of files in place of a folder's index.html when the folder's name has a full stop in it.
#
# A page that compares two versions often stands in a folder named 2019-01-01..2020-02-02, v1.2 or 3.0. serve (the usual
# static server in Node) takes what follows the stop for the extension of a file and does not look for index.html: it
# answers 200 with a list. A folder without a stop beside it gets its page, and so does the dotted one from
# http-server.
set -euo pipefail
folder=$(mktemp -d)
server=
cleanup() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
npm install --silent --no-audit --no-fund serve@14.2.7 http-server@14.1.1 >/dev/null
for name in 2019-01-01 v1.2 2019-01-01..2020-02-02; do
  mkdir -p "site/$name"
  echo "<title>The page</title>" >"site/$name/index.html"
done
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')

# titles COMMAND...: run a server and print the title that each folder shows
titles() {
  "$@" >/dev/null 2>&1 &
  server=$!
  node - "$port" <<'JS'
const get = async (path) => {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(`http://127.0.0.1:${process.argv[2]}${path}`);
      return `${answer.status} ${(await answer.text()).match(/<title>(.*?)<\/title>/)[1].slice(0, 12)}`;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
};
(async () => {
  for (const name of ["2019-01-01", "v1.2", "2019-01-01..2020-02-02"]) console.log(`${name}: ${await get(`/${name}/`)}`);
})();
JS
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}

of_serve=$(titles node_modules/.bin/serve site -l "tcp://127.0.0.1:$port")
of_http_server=$(titles node_modules/.bin/http-server site -a 127.0.0.1 -p "$port")
echo "serve 14.2.7:"
echo "$of_serve"
echo "http-server 14.1.1:"
echo "$of_http_server"
[[ $of_serve == $'2019-01-01: 200 The page\nv1.2: 200 Files within\n2019-01-01..2020-02-02: 200 Files within' ]]
[[ $of_http_server == $'2019-01-01: 200 The page\nv1.2: 200 The page\n2019-01-01..2020-02-02: 200 The page' ]]

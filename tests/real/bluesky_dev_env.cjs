// Starts a real Bluesky on this computer: the software that its servers run (npm @atproto/dev-env).
//
//   node bluesky_dev_env.cjs FOLDER
//
// FOLDER is where @atproto/dev-env was installed. With DB_POSTGRES_URL and REDIS_HOST in the environment there is all
// of it (the account's server, the view of the network, moderation); without them the account's server alone.
// Says one line of JSON when it is ready. Each line read answers with one line:
//   index    wait until everything written has been indexed
// It ends when its input ends.
'use strict'
const path = require('node:path')
const readline = require('node:readline')
const { createRequire } = require('node:module')

const folder = path.resolve(process.argv[2])
const { TestNetwork, TestNetworkNoAppView } = createRequire(path.join(folder, 'package.json'))('@atproto/dev-env')

function tell(value) {
  process.stdout.write(JSON.stringify(value) + '\n')
}

async function account(url, name) {
  const answer = await fetch(url + '/xrpc/com.atproto.server.createAccount', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: name + '@test.com', handle: name + '.test', password: 'a-password-for-' + name }),
  })
  const made = await answer.json()
  if (!answer.ok) throw new Error(JSON.stringify(made))
  return { did: made.did, handle: made.handle, password: 'a-password-for-' + name, access: made.accessJwt }
}

async function main() {
  const whole = Boolean(process.env.DB_POSTGRES_URL && process.env.REDIS_HOST)
  const network = whole
    ? await TestNetwork.create({ dbPostgresSchema: 'socialdesk' })
    : await TestNetworkNoAppView.create()
  const url = network.pds.url
  const force = await account(url, 'force-acct')
  const member = await account(url, 'member-acct')
  await network.processAll()
  tell({ url, whole, force, member })
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim() === 'index') await network.processAll()
    tell({ done: line.trim() })
  }
  await network.close()
  process.exit(0)
}

main().catch((error) => {
  tell({ failed: String(error && error.message || error) })
  process.exit(1)
})

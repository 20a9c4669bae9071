import type { Locator, Page } from '@playwright/test'
import { currentSlide, expect, faultsOf, openWidget, slidesWith, test } from './deck.ts'

async function openConsole(page: Page): Promise<Locator> {
  const board = await openWidget(page, '<MessageConsole', '.widget.console')
  await expect(board).toHaveAttribute('data-state', 'ready')
  return board
}

const row = (board: Locator, subject: string) => board.getByRole('row').filter({ hasText: `${subject} ·` })
const delivery = (board: Locator, subject: string, subscriber: string) => row(board, subject).getByRole('button', { name: new RegExp(`^${subscriber}`) })
const emails = (board: Locator) => board.locator('.emails')
const breaks = (board: Locator, subscriber: string) => board.getByRole('switch', { name: `${subscriber} en panne` })
const publish = (board: Locator) => board.getByRole('button', { name: 'Publier' }).click()
const act = (board: Locator, name: string) => board.getByRole('complementary').getByRole('button', { name, exact: true }).click()

/** Notes what deliveries and the chosen one's details say from now on: a state may last for less time than a busy machine takes to look twice. */
async function follow(board: Locator) {
  const said = await board.evaluateHandle((board) => {
    const said = new Set<string>()
    const note = () => {
      board.querySelectorAll('.cell').forEach(cell => said.add(cell.ariaLabel!))
      board.querySelectorAll('aside').forEach(({ textContent }) => said.add(textContent))
    }
    new MutationObserver(note).observe(board, { attributes: true, childList: true, characterData: true, subtree: true })
    return said
  })
  return (text: RegExp) => expect.poll(() => said.evaluate(said => [...said])).toContainEqual(expect.stringMatching(text))
}

async function runSql(board: Locator, text: string) {
  await board.getByRole('button', { name: 'SQL' }).click()
  await board.getByLabel('Code SQL').fill(text)
  await board.getByRole('button', { name: 'Exécuter' }).click()
}

/** Clicks a button the moment that something stands on the board: by the time a busy machine has looked, it may be over. */
function clickWhen(board: Locator, selectors: { shown: string, button: string }): Promise<void> {
  return board.evaluate((board, { shown, button }) => {
    new MutationObserver((_, observer) => {
      if (!board.querySelector(shown))
        return
      observer.disconnect()
      board.querySelector<HTMLElement>(button)!.click()
    }).observe(board, { attributes: true, childList: true, characterData: true, subtree: true })
  }, selectors)
}

/** Runs a statement without end, and stops it the moment that can be done: after three seconds it stops by itself. */
async function stopEndless(board: Locator) {
  await clickWhen(board, { shown: 'button.stop', button: 'button.stop' })
  await runSql(board, ENDLESS)
  await expect(board.getByRole('alert')).toContainText('la base est comme avant')
}

const messagesAgain = (board: Locator) => board.getByRole('button', { name: 'Messages', exact: true }).click()
const ENDLESS = 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'

test('a published event goes to its three subscribers, and one email leaves', async ({ page }) => {
  const board = await openConsole(page)
  await expect(board.getByText('Aucun message dans la base.')).toBeVisible()
  const said = await follow(board)
  await publish(board)
  await said(/^email.* active/)
  for (const subscriber of ['tracking', 'email', 'salesforce'])
    await expect(delivery(board, 'S-42', subscriber)).toContainText('completed')
  await expect(emails(board)).toHaveText(/1 email envoyé/)
  await expect(board.getByRole('complementary')).toContainText('"shipmentId": "S-42"')
  expect(await faultsOf(page)).toEqual([])
})

test('a subscriber that fails is tried again, given up, repaired, and tried again by hand; the others are done', async ({ page }) => {
  const board = await openConsole(page)
  await breaks(board, 'email').check()
  const said = await follow(board)
  await publish(board)
  const email = delivery(board, 'S-42', 'email')
  const detail = board.getByRole('complementary')
  await said(/^email.* retry/)
  await said(/mail server is down/)
  await said(/nouvel essai dans \d,\d\ss/)
  await said(/essai 2\s\/\s4/)
  await expect(delivery(board, 'S-42', 'tracking')).toContainText('completed')
  await expect(email).toContainText('failed')
  await expect(detail).toContainText(/essai 4\s\/\s4/)
  await expect(board.locator('.alarm')).toHaveText(/^alarme\s: échecs$/)
  await breaks(board, 'email').uncheck()
  await act(board, 'Relancer')
  await expect(email).toContainText('completed')
  await expect(emails(board)).toHaveText(/1 email envoyé/)
  await expect(board.locator('.alarm')).toHaveCount(0)
})

test('dead letters are redriven together, what waits is cancelled, and the list is narrowed', async ({ page }) => {
  const board = await openConsole(page)
  await breaks(board, 'tracking').check()
  // While the subscriber is paused, what waits for another attempt goes on waiting.
  await clickWhen(board, { shown: '.cell[aria-label^=tracking][aria-label*=retry]', button: '[aria-label="tracking en pause"]' })
  await publish(board)
  await expect(board.getByRole('button', { name: 'tracking en pause', pressed: true })).toBeVisible()
  await delivery(board, 'S-42', 'tracking').click()
  await act(board, 'Annuler')
  await expect(delivery(board, 'S-42', 'tracking')).toContainText('cancelled')
  await board.getByRole('button', { name: 'tracking en pause' }).click()
  await publish(board)
  await expect(delivery(board, 'S-43', 'tracking')).toContainText('failed')
  await board.getByRole('button', { name: /^failed/ }).click()
  await expect(row(board, 'S-42')).toHaveCount(0)
  await breaks(board, 'tracking').uncheck()
  await board.getByRole('button', { name: 'Renvoyer l’échec' }).click()
  await expect(board.getByText('Aucun message ne répond à ce filtre.')).toBeVisible()
  await board.getByRole('button', { name: /^toutes/ }).click()
  await expect(delivery(board, 'S-43', 'tracking')).toContainText('completed')
  const search = board.getByRole('searchbox')
  await search.click()
  await page.keyboard.type('s-42')
  await expect(row(board, 'S-43')).toHaveCount(0)
  await expect(row(board, 'S-42')).toHaveCount(1)
})

test('a subscriber that is paused or absent is owed its messages, and says since when', async ({ page }) => {
  const board = await openConsole(page)
  const email = board.getByRole('list', { name: 'Abonnés' }).getByRole('listitem').filter({ hasText: 'email' })
  await expect(email).toContainText('à jour')
  await board.getByRole('button', { name: 'email en pause' }).click()
  await publish(board)
  await expect(email).toContainText(/1 en attente, depuis [1-9]/)
  await board.getByRole('button', { name: 'processus de email absent' }).click()
  await expect(email).toContainText(/absent depuis \d+\ss, 1 en attente/)
  await board.getByRole('button', { name: 'email en pause' }).click()
  await expect(delivery(board, 'S-42', 'email')).toContainText('created')
  await board.getByRole('button', { name: 'processus de email absent' }).click()
  await expect(delivery(board, 'S-42', 'email')).toContainText('completed')
  await expect(email).toContainText('à jour')
})

test('a replay mails twice, and no more once the email is idempotent', async ({ page }) => {
  const board = await openConsole(page)
  await publish(board)
  const email = delivery(board, 'S-42', 'email')
  await expect(email).toContainText('completed')
  await act(board, 'Rejouer')
  await expect(emails(board)).toHaveText(/2 emails envoyés/)
  await expect(board.getByRole('complementary')).toContainText('doublon')
  await board.getByRole('switch', { name: 'email idempotent' }).check()
  await expect(email).toContainText('completed')
  const said = await follow(board)
  await act(board, 'Rejouer')
  await said(/^email.* active/)
  await expect(email).toContainText('completed')
  await expect(emails(board)).toHaveText(/2 emails envoyés/)
})

test('the database outlives a reload, a closed page and a statement that is stopped; a reset empties it', async ({ page, context }) => {
  let board = await openConsole(page)
  await publish(board)
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')
  await page.reload()
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')

  await stopEndless(board)
  await messagesAgain(board)
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')

  const other = await context.newPage()
  await page.close()
  board = await openConsole(other)
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')
  await expect(board).toContainText('Base SQLite gardée dans ce navigateur')

  await board.getByRole('button', { name: 'Tout effacer' }).click()
  await board.getByRole('button', { name: 'Effacer pour de bon ?' }).click()
  await expect(board.getByText('Aucun message dans la base.')).toBeVisible()
  await expect(emails(board)).toHaveText(/0 email envoyé/)
})

test('SQL is read, changed and run; an error is shown, an endless statement stops, and nothing hangs', async ({ page }) => {
  const board = await openConsole(page)
  await publish(board)
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')
  await board.getByRole('button', { name: 'SQL' }).click()
  await expect(board.getByLabel('Code SQL')).toHaveValue(/from message as m/)
  await expect(board.getByRole('region', { name: 'Résultat' })).toContainText('shipmentDeparted')
  await runSql(board, 'select * from mesage')
  await expect(board.getByRole('alert')).toHaveText('no such table: mesage')
  await runSql(board, ENDLESS)
  await expect(board.getByRole('alert')).toContainText('rien n’a été écrit')
  await runSql(board, 'update delivery set state = \'created\', attempts = 0 where subscriber = \'email\'')
  await expect(board.getByRole('status').last()).toHaveText(/1\sligne écrite/)
  await expect(emails(board)).toHaveText(/2 emails envoyés/)
})

test('two windows see the same database, and the second goes on when the first is closed', async ({ page, context, baseURL }) => {
  const board = await openConsole(page)
  const no = currentSlide(page)
  const presenter = await context.newPage()
  await presenter.goto(`${baseURL}presenter/${no}`)
  const there = presenter.locator('.widget.console:not([inert])').first()
  await expect(there).toHaveAttribute('data-state', 'ready')
  await breaks(there, 'salesforce').check()
  await expect(breaks(board, 'salesforce')).toBeChecked()
  await publish(board)
  await expect(delivery(there, 'S-42', 'salesforce')).toContainText('retry')
  await expect(there.getByRole('complementary')).toContainText('shipmentDeparted S-42')

  await delivery(there, 'S-42', 'salesforce').click()
  await expect(board.getByRole('complementary')).toContainText('salesforce')
  await there.getByRole('searchbox').fill('S-9')
  await expect(board.getByText('Aucun message ne répond à ce filtre.')).toBeVisible()
  await there.getByRole('searchbox').fill('')
  await runSql(there, 'select 6 * 7 as answer')
  await expect(board.getByLabel('Code SQL')).toHaveValue('select 6 * 7 as answer')
  await expect(board.getByRole('region', { name: 'Résultat' })).toContainText('42')
  await runSql(there, `with recursive n(i) as (select 1 union all select i + 1 from n limit 2000)
    select ${Array.from({ length: 1000 }, (_, index) => `i as c${index}`).join(', ')} from n`)
  for (const window of [there, board])
    await expect(window.getByRole('status').last()).toHaveText(/premières lignes, 1\s000 colonnes, 50 montrées/)
  expect(await there.locator('.result td').count()).toBeLessThan(2000)
  await there.locator('.result').evaluate(element => element.scrollTo(0, element.scrollHeight))
  await expect(there.getByRole('cell', { name: '500' }).first()).toBeVisible()
  await runSql(there, 'begin; drop table message')
  await expect(there.getByRole('alert')).toContainText('le texte entier est déjà une transaction')
  await messagesAgain(board)
  await expect(delivery(there, 'S-42', 'salesforce')).toBeVisible()
  await page.close()
  await breaks(there, 'salesforce').uncheck()
  await expect(delivery(there, 'S-42', 'salesforce')).toContainText('completed')
})

test.describe('where all slides are drawn beforehand', () => {
  test.use({ isIdle: true })

  test('previews start nothing', async ({ page, baseURL }) => {
    await page.goto('overview')
    await expect(page.locator('.widget.console').first()).toHaveAttribute('inert')
    const databases = () => page.workers().filter(worker => /\/worker-/.test(worker.url()))
    expect(databases()).toEqual([])
    await page.goto(`${baseURL}presenter/${slidesWith('<MessageConsole ')[0]! - 5}`)
    await page.locator('.slidev-slide-content').first().waitFor()
    expect(databases()).toEqual([])
  })
})

test('arrows go from delivery to delivery', async ({ page }) => {
  const board = await openConsole(page)
  await publish(board)
  await publish(board)
  await expect(delivery(board, 'S-43', 'salesforce')).toContainText('completed')
  await delivery(board, 'S-43', 'email').focus()
  await page.keyboard.press('ArrowRight')
  await expect(delivery(board, 'S-43', 'salesforce')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(delivery(board, 'S-42', 'salesforce')).toBeFocused()
  await expect(board.getByRole('complementary')).toContainText('S-42')
})

test('a damaged file is replaced, and the page says what is lost', async ({ page, baseURL }) => {
  const board = await openConsole(page)
  await publish(board)
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')
  await page.goto(baseURL!)
  // The worker of the page that was left gives up its files in its own time.
  await expect(() => page.evaluate(async () => {
    const within = async (folder: FileSystemDirectoryHandle) => {
      for await (const handle of folder.values()) {
        if (handle.kind === 'directory') {
          await within(handle)
          continue
        }
        // The first 4,096 bytes say which file of the database this is.
        const file = await handle.createWritable({ keepExistingData: true })
        await file.write({ type: 'write', position: 4096 + 100, data: new Uint8Array(8000).fill(170) })
        await file.close()
      }
    }
    await within(await navigator.storage.getDirectory())
  })).toPass()
  const again = await openConsole(page)
  await expect(again).toContainText('Le fichier de la base était endommagé')
  await expect(again).toContainText('Aucun message dans la base.')
  await publish(again)
  await expect(delivery(again, 'S-42', 'salesforce')).toContainText('completed')
})

test('without private files the database is kept in memory, and the page says so, and says what is lost', async ({ page, context }) => {
  await context.route('**/worker-*.js', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `Object.defineProperty(navigator, 'storage', { value: {} });${await response.text()}` })
  })
  const board = await openConsole(page)
  await expect(board).toContainText('Le fichier de la base ne s’ouvre pas')
  await publish(board)
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')
  await stopEndless(board)
  await messagesAgain(board)
  await expect(delivery(board, 'S-42', 'salesforce')).toContainText('completed')
  const other = await openConsole(await context.newPage())
  await expect(delivery(other, 'S-42', 'salesforce')).toContainText('completed')
  await page.close()
  await expect(other).toContainText('La fenêtre qui tenait la base, en mémoire, a été fermée ou rechargée')
  await expect(other).toContainText('Aucun message dans la base.')
})

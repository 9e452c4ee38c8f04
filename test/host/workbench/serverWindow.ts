/** A window of the VS Code server, shown in a headless browser. */
import type { Browser } from 'playwright-core';
import fs from 'node:fs';
import path from 'node:path';
import { launchBrowser, newProfile } from '../browser';
import { ROOT } from '../paths';
import { type HostServer, startServer } from '../server';
import { START_MS } from './until';
import type { HostWindow, WindowPlan } from './window';

/** Of VS Code's built-in extensions: the themes that tests ask for, the icons of files, and what colours and checks JSON. */
const BUILT_IN = ['theme-defaults', 'theme-seti', 'json', 'json-language-features'];

/** Starts a server and a browser of its own and opens the address. */
export async function openServer(plan: WindowPlan): Promise<HostWindow> {
  const changes = path.join(plan.userDataDir, 'changes.json');
  const server = await startServer({
    installed: [...plan.extensionPaths, path.join(ROOT, 'test', 'host', 'companion')],
    builtIn: BUILT_IN,
    userDataDir: plan.userDataDir,
    env: { WORKBENCH_SETTINGS_FILE: changes },
  });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    return {
      ...(await show(server, browser, plan)),
      changeSettings: (settings) => fs.writeFileSync(changes, JSON.stringify(settings)),
    };
  } catch (error) {
    await browser?.close();
    server.stop();
    throw error;
  }
}

async function show(
  server: HostServer,
  browser: Browser,
  plan: WindowPlan,
): Promise<Omit<HostWindow, 'changeSettings'>> {
  const context = await newProfile(browser, plan.size);
  const url = server.url({ folder: plan.workspaceFolder });
  const open = async (): Promise<Awaited<ReturnType<typeof context.newPage>>> => {
    const page = await context.newPage();
    plan.watch(page);
    await page.goto(url, { timeout: START_MS });
    return page;
  };
  return {
    page: await open(),
    openAnother: open,
    close: async () => {
      await browser.close();
      server.stop();
    },
  };
}

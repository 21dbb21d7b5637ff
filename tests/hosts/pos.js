// A POS client for Node: the plugin through its JSON calls, none of which keeps JavaScript waiting.
//
// Usage: node pos.js ADDON [--synchronise] LIBRARY CONFIG CARD SKU:PRICE ...
//
// ADDON is tessera_node.c, built. CONFIG is a JSON file with the fields of tessera_config. Sells one
// piece of each, and prints what the customer pays and what the sale earned, as JSON.
'use strict';

const words = process.argv.slice(2);
const addon = require(words.shift());
const synchronise = words[0] === '--synchronise' && Boolean(words.shift());
const [library, config, card, ...goods] = words;

// The answer of a function of plugin.h; a refusal is thrown.
async function call(name, fields) {
  const said = JSON.parse(await addon.call(library, name, JSON.stringify(fields)));
  if (!said.ok) throw new Error(`${name}: ${said.error.reason}: ${said.error.message}`);
  return said;
}

async function sell(plugin) {
  const { sale, sale_id } = await call('sale_begin', { plugin, cashier_id: 'node' });
  try {
    const { answer: scan } = await call('sale_scan', { sale, text: card });
    for (const [index, word] of goods.entries()) {
      const [sku, price] = word.split(':');
      await call('sale_set_line',
                 { sale, line_no: index + 1, sku, quantity_milli: 1000, unit_price_minor: Number(price) });
    }
    const { answer: quote } = await call('sale_quote', { sale });
    const { answer: done } = await call('sale_commit', { sale });
    return { sale_id, scan: scan.scan.kind, source: quote.totals.source, total_minor: quote.totals.total_minor,
             earned_points: done.commit.earned_points, delivered: done.commit.delivered };
  } finally {
    await call('sale_release', { sale });
  }
}

async function main() {
  const { plugin } = await call('open_file', { path: config });
  try {
    if (synchronise) await call('synchronise', { plugin, timeout_ms: 30000 });
    console.log(JSON.stringify(await sell(plugin)));
  } finally {
    await call('close', { plugin });
  }
}

main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});

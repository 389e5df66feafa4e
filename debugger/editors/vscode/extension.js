// Starts the adapter. VS Code needs a program of its own for that only because where nixray is must be a setting.
"use strict";
const vscode = require("vscode");

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory("nixray", {
      createDebugAdapterDescriptor() {
        const [program, ...words] = vscode.workspace.getConfiguration("nixray").get("command");
        return new vscode.DebugAdapterExecutable(program, [...words, "dap"]);
      },
    }),
    vscode.debug.registerDebugConfigurationProvider("nixray", {
      resolveDebugConfiguration(_folder, configuration) {
        // F5 without any configuration debugs the file that is open.
        const empty = !configuration.type && !configuration.request && !configuration.name;
        const open = vscode.window.activeTextEditor;
        if (!empty) return configuration;
        if (!open || open.document.languageId !== "nix") return undefined;
        return { type: "nixray", request: "launch", name: "Nix: this file", program: open.document.fileName };
      },
    }),
  );
};

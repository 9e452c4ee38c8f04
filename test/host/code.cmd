@echo off
rem The server host with the flags of desktop VS Code, for runTests of @vscode/test-electron.
node "%~dp0..\..\out\test\host\launcher.js" %*

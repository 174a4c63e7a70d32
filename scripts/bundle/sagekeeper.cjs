#!/usr/local/bin/node
// The command in the image: no shell, no env(1), nothing but Node.js where its official image has it.
void import('/opt/sagekeeper/dist/bundle/main.js');

"""The atlas: scenarios computed beforehand, in one HTML file that opens anywhere, without a server nor internet."""

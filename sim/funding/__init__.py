"""The pieces of a funding rule: split, award, endorsement, norms. They combine freely."""

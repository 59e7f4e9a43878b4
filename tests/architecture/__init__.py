"""What a reader may rely on anywhere in the house."""
